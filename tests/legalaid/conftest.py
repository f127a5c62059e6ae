import pytest


@pytest.fixture
def answered():
    """The steps of somebody alone without money or property, as a browser would send them, in order."""
    zero = {"period": "monthly"}
    return [
        ("1", {"age": "adult"}),
        ("3", {"partner": "no"}),
        ("4", {"passporting": ["none"]}),
        ("5", {"children": "0", "others": "no"}),
        ("7", {"work": ["none"], "student": "no"}),
        ("13", {"benefits": ["none"]}),
        ("15", {"incomes": ["none"]}),
        ("17", {"housing": "none"}),
        ("20", {"maintenance": "0", "contribution": "0", **{f"maintenance_{k}": v for k, v in zero.items()}}),
        ("21", {"home": "no"}),
        ("23", {"property": "no"}),
        ("25", {"capital": ["none"]}),
    ]
