"""Closed lists of the registry's vocabulary, shared by shipped facts and workbooks.

A new value is decided here first. Which column takes which list is in ``contract`` for the facts and in
``workbook.declaration`` for workbooks. Imports nothing, because every night reads it.
"""

PLATFORMS = ("Agri-food", "Energy", "Industrial Modernisation", "Sustainable Blue Economy")
ROLES = ("lead", "co-lead", "participant", "observer")
STATED_ROLES = (*ROLES, "not stated")
STATUSES = ("active", "paused", "ended")
FACET_STRENGTHS = ("core", "near", "outside")
"""Words that name a field of the theme, words of its neighbourhood, words of other fields and homonyms."""

PROFILE_BASES = ("published keywords", "published name", "known project", "knowledge of the field")
PROFILE_CONFIDENCES = ("high", "medium", "low")
VALUE_CHAIN_LINKS = ("inputs", "design", "technology", "production", "use", "circularity", "framework")
"""Links of a chain from what goes in to what comes back; what each holds is in the seed of the same name."""

STAGES = ("learn", "connect", "demonstrate", "commercialise")
HELICES = ("public authority", "business", "research and education", "civil society")
ACTS = (
    "scoping input",
    "prioritisation",
    "project development",
    "funding search",
    "mapping data",
    "meeting attendance",
    "report delivered",
)
PUBLIC_ACTS = (
    "meeting",
    "event",
    "working_group",
    "mou",
    "mapping",
    "survey",
    "scoping_note",
    "service",
    "report",
    "project",
    "call",
    "website",
    "other",
)
STATED_SIZES = (
    "regions",
    "regions, more than",
    "regions, interested ones counted",
    "regions; fifteen are named",
    "regions and clusters",
)
SERVICES = (
    "training and capacity building",
    "governance",
    "(re)scoping",
    "mapping",
    "smart partnering",
    "funding, finance and investment assistance",
    "demonstration",
    "scale-up and commercialisation",
)
DOCUMENT_KINDS = ("scoping note", "memorandum of understanding", "terms of reference", "strategy", "work plan", "other")
EVENT_KINDS = (
    "plenary meeting",
    "steering committee",
    "working group meeting",
    "matchmaking",
    "training",
    "demonstration",
    "other",
)
EVENT_FORMATS = ("in person", "online", "hybrid")
SURVEYS = ("scoping", "mapping")
FUNDING_INSTRUMENTS = (
    "I3",
    "Horizon Europe",
    "Digital Europe",
    "LIFE",
    "Single Market Programme",
    "Interreg",
    "ERDF",
    "other",
    "not known yet",
)

SLUG = r"^[a-z0-9](?:-?[a-z0-9]){0,59}$"
"""Short enough to name a file, whatever stands about it."""

COUNTRY = r"^[A-Z]{2}$"
NUTS = r"^[A-Z]{2}[A-Z0-9]{0,3}$"
PIC = r"^[0-9]{9}$"
HALF_YEAR = r"^20[0-9]{2}-H[12]$"
