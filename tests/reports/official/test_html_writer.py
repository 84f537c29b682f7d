"""A report as one HTML file."""

from app.reports.official.document import Paragraph, Report, Section, with_numbers
from app.reports.official.html_writer import html_of
from app.reports.official.table import Cell, Table, heads


def test_the_file_has_contents_numbers_and_marked_drafts_and_runs_nothing_that_people_wrote() -> None:
    table = Table(
        (heads("項目", "差異分析"),), ((Cell("案數", rows=1), Cell("<b>超出</b>", is_draft=True)),), "執行效益總表"
    )
    section = Section("小結", (Paragraph("<script>alert(1)</script>"), table))

    page = html_of(with_numbers(Report("報告", "頁首", (section,)), first=16))

    assert page.count("表 16 執行效益總表") == 2  # in the list of tables and above its own
    assert page.count("一、小結") == 2
    assert '<td class="text draft">&lt;b&gt;超出&lt;/b&gt;</td>' in page
    assert "<script>" not in page
