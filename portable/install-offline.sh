#!/bin/sh
cd "$(dirname "$0")" || exit 1
PYTHON=
for candidate in python3.13 python3.12 python3.11 python3 python; do
  if [ -z "$PYTHON" ] && "$candidate" install_offline.py --fits >/dev/null 2>&1; then PYTHON=$candidate; fi
done
if [ -n "$PYTHON" ]; then
  exec "$PYTHON" install_offline.py "$@"
else
  echo "Chưa thấy Python hợp với gói này: cần Python @PYTHON@, 64 bit."
  echo "Cài Python rồi chạy lại tệp này. Không cài được thì dùng bản chạy ngay."
  exit 1
fi
