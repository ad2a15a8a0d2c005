"""The government's colours: contrast as WCAG defines it, and what reaches the page."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.satudata import doctor, helpers, theme

COLOURS = st.from_regex(re.compile(r"#[0-9a-f]{6}"), fullmatch=True)


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48), ("#767676", "#ffffff", 4.54), ("#1e2a5a", "#1e2a5a", 1.0)],
)
def test_contrast_is_that_of_wcag(one, other, ratio):
    assert theme.contrast(one, other) == pytest.approx(ratio, abs=0.01)


@given(COLOURS, COLOURS)
def test_contrast_is_the_same_both_ways_and_never_out_of_bounds(one, other):
    assert theme.contrast(one, other) == theme.contrast(other, one)
    assert 1 <= theme.contrast(one, other) <= 21


def test_our_own_colours_can_be_read():
    assert [pair for pair in theme.pairs(theme.palette(theme.INK, theme.ACCENT)) if not pair.is_readable] == []


@given(COLOURS, COLOURS)
def test_a_palette_is_made_of_colours_only(ink, accent):
    assert all(re.fullmatch(r"#[0-9a-f]{6}", colour) for colour in theme.palette(ink, accent).values())


@pytest.mark.parametrize("text", ["", "red", "#fff", "#12345g", "#1e2a5a;}body{display:none", "#1e2a5a\n"])
def test_what_is_no_colour_is_refused(text):
    with pytest.raises(theme.NoColour):
        theme.palette(text, theme.ACCENT)


@pytest.mark.usefixtures("with_plugins")
class TestPage:
    def test_nothing_is_written_for_our_own_colours(self):
        assert helpers.satudata_theme_style() == ""

    @pytest.mark.ckan_config("ckanext.satudata.theme.ink", "#0b4f3a")
    def test_chosen_colours_reach_every_page(self, app):
        page = app.get("/about").body
        assert "<style>:root{--sd-nila:#0b4f3a;" in page

    @pytest.mark.ckan_config("ckanext.satudata.theme.ink", "</style><script>alert(1)</script>")
    def test_a_text_that_is_no_colour_never_reaches_a_page(self, app):
        assert "alert(1)" not in app.get("/about").body
        assert [finding.level for finding in doctor.colours()] == ["problem"]

    @pytest.mark.ckan_config("ckanext.satudata.theme.ink", "#8fa8ff")
    def test_the_doctor_names_each_pair_that_cannot_be_read(self):
        sentences = [finding.sentence for finding in doctor.colours()]
        assert any("--sd-nila on --sd-putih" in sentence for sentence in sentences)

    def test_the_doctor_is_content_with_ours(self):
        assert list(doctor.colours()) == []
