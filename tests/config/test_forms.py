"""Widgets of our own beside those they stand for."""

import pytest
from django import forms
from django.test.html import parse_html

from config.forms import QuickSelect

CHOICES = [("", "None"), ("a&b", "<b>"), (7, "Seven")]


@pytest.mark.parametrize("value", [None, "", "a&b", 7, "7", "gone"])
def test_quick_select_is_a_select(value):
    attrs = {"class": "form-select", "required": False, "aria-invalid": "true", "id": "id_x"}
    quick, plain = (widget(choices=CHOICES, attrs=attrs) for widget in (QuickSelect, forms.Select))
    assert parse_html(quick.render("x", value)) == parse_html(plain.render("x", value))
