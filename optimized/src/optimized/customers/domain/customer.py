"""What makes the values of a customer valid, in one place for the API and the tables."""

from __future__ import annotations

NAME_LENGTH = 100
EMAIL_LENGTH = 254
BALANCE_DIGITS = 12
BALANCE_PLACES = 2

E164 = r"^\+[1-9][0-9]{6,14}\Z"
E164_LENGTH = 16
E164_MESSAGE = "Enter a valid phone number in E.164 format."

NATIONAL_ID = r"^[0-9]{12}\Z"
NATIONAL_ID_LENGTH = 12
NATIONAL_ID_MESSAGE = "Enter exactly 12 digits."
