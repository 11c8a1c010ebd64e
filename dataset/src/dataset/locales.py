"""The countries of the data: Latin scripts only, which PostgreSQL and Python lower-case alike."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Locale:
    """A Faker locale, and the calling code that the phones of its cities start with."""

    name: str
    country: str
    calling_code: str


# Each can name a thousand cities. Not it_IT: its cities come from a set, in the order of string
# hashes, which differ from process to process.
LOCALES = (
    Locale("en_US", "United States", "1"),
    Locale("en_GB", "United Kingdom", "44"),
    Locale("fr_FR", "France", "33"),
    Locale("fr_CA", "Canada", "1"),
    Locale("nl_NL", "Netherlands", "31"),
    Locale("es_MX", "Mexico", "52"),
    Locale("no_NO", "Norway", "47"),
    Locale("hu_HU", "Hungary", "36"),
    Locale("sk_SK", "Slovakia", "421"),
    Locale("pt_BR", "Brazil", "55"),
)

INDUSTRIES = (
    "Agriculture",
    "Automotive",
    "Banking",
    "Chemicals",
    "Construction",
    "Consulting",
    "Education",
    "Electronics",
    "Energy",
    "Fashion",
    "Food",
    "Healthcare",
    "Hospitality",
    "Insurance",
    "Logistics",
    "Media",
    "Pharmaceuticals",
    "Real Estate",
    "Retail",
    "Software",
    "Telecommunications",
    "Textiles",
    "Tourism",
    "Utilities",
)
