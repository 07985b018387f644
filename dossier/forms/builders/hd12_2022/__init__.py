"""The forms of pack `hd12-2022` that differ from those of `hd38-2025` (guidance 12-HD/BTCTW of 18 January 2022).

Acts before 29 September 2025 stand on these. The manifest takes all other forms over from `hd38-2025`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from docx.document import Document

from dossier.forms.builders.hd12_2022 import biography, certificate, introduction

FORMS: Mapping[str, Callable[[], Document]] = {**biography.FORMS, **certificate.FORMS, **introduction.FORMS}
"""File name inside ``templates/hd12-2022/`` -> the function that builds its document."""
