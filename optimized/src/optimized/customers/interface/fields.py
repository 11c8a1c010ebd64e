"""Types of the fields that clients write, converted and worded as in REST framework."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

from django.core.exceptions import ValidationError
from django.core.validators import (
    DecimalValidator,
    MaxLengthValidator,
    ProhibitNullCharactersValidator,
)
from django.utils.dateparse import parse_date
from pydantic import BeforeValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from optimized.customers.domain.customer import BALANCE_DIGITS, BALANCE_PLACES

Validator = Callable[[Any], None]

# As REST framework's BooleanField has them, 1 and 0 as numbers included.
TRUE: set[object] = {
    "t",
    "T",
    "y",
    "Y",
    "yes",
    "Yes",
    "YES",
    "true",
    "True",
    "TRUE",
    "on",
    "On",
    "ON",
    "1",
    1,
}
FALSE: set[object] = {
    "f",
    "F",
    "n",
    "N",
    "no",
    "No",
    "NO",
    "false",
    "False",
    "FALSE",
    "off",
    "Off",
    "OFF",
}
FALSE |= {"0", 0}
MAX_TEXT = 1000  # of a number: longer ones only cost time
_SURROGATE = re.compile("[\ud800-\udfff]")
_NO_FRACTION = re.compile(r"\.0*\s*$")


def fail(*messages: str) -> PydanticCustomError:
    """Return an error of the field with these messages."""
    return PydanticCustomError("invalid", "{messages}", {"messages": list(messages)})


def _not_null(value: Any) -> None:
    if value is None:
        raise fail("This field may not be null.")


def _check(value: Any, validators: tuple[Validator, ...]) -> None:
    messages: list[str] = []
    for validator in validators:
        try:
            validator(value)
        except ValidationError as error:
            messages += error.messages
    if messages:
        raise fail(*messages)


def _no_surrogates(text: str) -> None:
    if found := _SURROGATE.search(text):
        code = f"U+{ord(found[0]):X}"
        raise ValidationError(f"Surrogate characters are not allowed: {code}.")


def text(max_length: int, *validators: Validator) -> BeforeValidator:
    """Return the conversion to a text that is not blank."""
    too_long = f"Ensure this field has no more than {max_length} characters."
    checks: tuple[Validator, ...] = (
        ProhibitNullCharactersValidator(),
        _no_surrogates,
        MaxLengthValidator(max_length, too_long),
        *validators,
    )

    def convert(value: Any) -> str:
        _not_null(value)
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise fail("Not a valid string.")
        converted = str(value).strip()
        if not converted:
            raise fail("This field may not be blank.")
        _check(converted, checks)
        return converted

    return BeforeValidator(convert)


def _date(value: Any) -> date:
    _not_null(value)
    try:
        if found := parse_date(value):
            return found
    except (ValueError, TypeError):
        pass
    raise fail("Date has wrong format. Use one of these formats instead: YYYY-MM-DD.")


def _boolean(value: Any) -> bool:
    _not_null(value)
    if isinstance(value, str | int | float):
        if value in TRUE:
            return True
        if value in FALSE:
            return False
    raise fail("Must be a valid boolean.")


def _decimal(value: Any) -> Decimal:
    _not_null(value)
    digits = str(value).strip()
    if len(digits) > MAX_TEXT:
        raise fail("String value too large.")
    try:
        number = Decimal(digits)
    except InvalidOperation:
        raise fail("A valid number is required.") from None
    if not number.is_finite():
        raise fail("A valid number is required.")
    _check(number, (DecimalValidator(BALANCE_DIGITS, BALANCE_PLACES),))
    return number


def _key(value: Any) -> int:
    _not_null(None if value == "" else value)
    if isinstance(value, str) and len(value) > MAX_TEXT:
        raise fail("String value too large.")
    try:
        return int(_NO_FRACTION.sub("", str(value)))
    except ValueError:
        raise fail("A valid integer is required.") from None


DECIMAL = WithJsonSchema(
    {"type": "string", "format": "decimal", "pattern": r"^-?[0-9]{1,10}(\.[0-9]{1,2})?$"}
)
Date = Annotated[date, BeforeValidator(_date)]
Boolean = Annotated[bool, BeforeValidator(_boolean)]
Balance = Annotated[Decimal, BeforeValidator(_decimal), DECIMAL]
Key = Annotated[int, BeforeValidator(_key)]
