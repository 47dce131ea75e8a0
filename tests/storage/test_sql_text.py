"""The files of include/sql: a template is cut into the statements that a parser of SQL finds."""

import pytest
import sqlparse
from binrecon.processing.canonical import TEMPLATES
from binrecon.sources.catalogue import SOURCES
from binrecon.storage.sql_text import sql_text, statements_in


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_is_cut_as_a_parser_cuts_it(name: str) -> None:
    text = sql_text(TEMPLATES[name], SOURCES[name])
    assert list(statements_in(text)) == sqlparse.split(text)


def test_only_the_end_of_a_line_ends_a_statement() -> None:
    assert statements_in("SELECT ';' AS a;  \nSELECT 2; -- both\n") == ("SELECT ';' AS a;", "SELECT 2; -- both")
    assert statements_in("SELECT 1") == ("SELECT 1",)
