"""Write the generated pages of docs/ anew."""

from __future__ import annotations

from bin.pages.reports import PAGE, reports_page

PAGE.write_text(reports_page(), encoding="utf-8")
print(f"Written: {PAGE}")
