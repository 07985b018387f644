@echo off
chcp 65001 >nul
cd /d "%~dp0"
set "PYTHON="
for %%P in ("py -3.13" "py -3.12" "py -3.11" "py -3" "python") do (
  if not defined PYTHON call %%~P install_offline.py --fits >nul 2>nul
  if not defined PYTHON if not errorlevel 1 set "PYTHON=%%~P"
)
if defined PYTHON (
  call %PYTHON% install_offline.py %*
) else (
  echo Chưa thấy Python hợp với gói này: cần Python @PYTHON@, 64 bit.
  echo Cài Python rồi chạy lại tệp này. Không cài được thì dùng bản chạy ngay.
)
set "CODE=%ERRORLEVEL%"
echo Bấm một phím để đóng cửa sổ này.
pause >nul
exit /b %CODE%
