"""The invoice form as a browser sends it, filled in with what a test is about."""

TYPED = {"description": "Firewall", "amount": "100", "project": "", "agreement": "", "line": ""}


def sent(*lines, **head):
    """The fields of a form with these lines; what is not said is what the page fills in."""
    fields = {
        "sort": "invoice",
        "client": "Ash",
        "number": "A-1",
        "issued_on": "2024-02-10",
        "lines-TOTAL_FORMS": str(len(lines)),
        "lines-INITIAL_FORMS": "0",
        **head,
    }
    for at, line in enumerate(lines):
        row = {"kind": "hardware", **TYPED, **line}
        fields.update({f"lines-{at}-{name}": value for name, value in row.items()})
    return fields


EMPTY = dict.fromkeys(TYPED, "")
