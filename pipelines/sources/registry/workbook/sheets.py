"""The sheets of the secretariat's workbook: the one place that says what it holds.

Template, checks, contracts and raw columns are made from this; a new column is added here and nowhere
else before dbt. Imports nothing heavy, because every night reads it.
"""

from pipelines.sources.registry import vocabulary as words
from pipelines.sources.registry.workbook.declaration import Column, Kind, Reference, Sheet

PARTNERSHIP_ID = "partnership_id"
_TO_PARTNERSHIP = Reference(columns=(PARTNERSHIP_ID,), sheet="partnerships", targets=((PARTNERSHIP_ID,),))
_TO_MEMBER = Reference(
    columns=(PARTNERSHIP_ID, "region"),
    sheet="members",
    targets=((PARTNERSHIP_ID, "nuts_code"), (PARTNERSHIP_ID, "region_name")),
)
_TO_NICHE = Reference(columns=(PARTNERSHIP_ID, "niche"), sheet="niches", targets=((PARTNERSHIP_ID, "niche"),))
_TO_WORKING_GROUP = Reference(
    columns=(PARTNERSHIP_ID, "working_group"),
    sheet="working_groups",
    targets=((PARTNERSHIP_ID, "working_group"),),
)
_TO_EVENT = Reference(columns=(PARTNERSHIP_ID, "event_id"), sheet="events", targets=((PARTNERSHIP_ID, "event_id"),))


def _partnership_id(help_text: str = "The partnership's id, as in the sheet Partnerships.") -> Column:
    return Column(
        name=PARTNERSHIP_ID,
        help=help_text,
        example="example-partnership",
        is_required=True,
        pattern=words.SLUG,
        pattern_words="an id in small letters, digits and hyphens, like high-tech-farming",
    )


def _region(*, is_required: bool = True) -> Column:
    return Column(
        name="region",
        help="A member of the partnership: its NUTS code, or its region name as in the sheet Members.",
        example="ITC4",
        is_required=is_required,
    )


def _half_year() -> Column:
    return Column(
        name="half_year",
        help="The half-year it is for, like 2026-H1.",
        example="2026-H1",
        is_required=True,
        pattern=words.HALF_YEAR,
        pattern_words="a half-year like 2026-H1",
    )


def _date(name: str, help_text: str, example: str, *, is_required: bool = False, is_past: bool = True) -> Column:
    return Column(name=name, help=help_text, example=example, kind=Kind.DATE, is_required=is_required, is_past=is_past)


def _yes_no(name: str, help_text: str, example: str = "", *, is_required: bool = False, header: str = "") -> Column:
    return Column(name=name, help=help_text, example=example, kind=Kind.BOOLEAN, is_required=is_required, header=header)


def _choice(name: str, help_text: str, allowed: tuple[str, ...], example: str, *, is_required: bool = False) -> Column:
    return Column(
        name=name, help=help_text, example=example, kind=Kind.CHOICE, allowed=allowed, is_required=is_required
    )


def _number(
    name: str,
    help_text: str,
    example: str,
    limits: tuple[float, float],
    *,
    kind: Kind = Kind.INTEGER,
    is_required: bool = False,
    header: str = "",
) -> Column:
    low, high = limits
    return Column(
        name=name,
        help=help_text,
        example=example,
        kind=kind,
        minimum=low,
        maximum=high,
        is_required=is_required,
        header=header,
    )


def _url(help_text: str, example: str = "") -> Column:
    return Column(name="url", help=help_text, example=example, kind=Kind.URL, header="Web page")


def _notes() -> Column:
    return Column(name="notes", help="Anything a reader should know. Name no persons.")


_INTEREST_SCALE = "0 none, 1 low, 2 medium, 3 high."

SHEETS: tuple[Sheet, ...] = (
    Sheet(
        name="partnerships",
        row="one partnership as its secretariat states it",
        key=(PARTNERSHIP_ID,),
        columns=(
            _partnership_id(
                "The partnership's id. Ids in use are listed in the sheet Read me; a new partnership gets a new one."
            ),
            Column(
                name="partnership_name",
                help="Full name.",
                example="Example partnership on food robots",
                is_required=True,
            ),
            _choice("platform", "The platform it belongs to.", words.PLATFORMS, "Agri-food", is_required=True),
            _number("launch_year", "Year of launch.", "2019", (2000, 2100)),
            _choice("status", "Whether it is at work today. Blank means not known.", words.STATUSES, "active"),
            Column(name="website", help="Its web page.", example="https://partnership.example", kind=Kind.URL),
            Column(
                name="keywords",
                help="Words of its theme, separated by semicolons. They are looked for in calls and projects.",
                example="food robots; soft grippers",
                kind=Kind.LIST,
            ),
            _choice("stage", "Where it stands: learn, connect, demonstrate or commercialise.", words.STAGES, "connect"),
            Column(
                name="stage_evidence",
                help="What shows that stage.",
                example="Two matchmaking events, no demonstrator yet",
            ),
            _yes_no(
                "are_aims_understood",
                "Do the partners understand what interregional collaboration is for?",
                "true",
                header="Aims understood",
            ),
            _yes_no(
                "has_missing_connections",
                "Does it need help to reach stakeholders or European networks?",
                "false",
                header="Connections missing",
            ),
            _yes_no(
                "are_competences_known",
                "Are the partners' competences in its scope known?",
                "true",
                header="Competences known",
            ),
            _yes_no("wants_deeper_links", "Does it want to deepen links between its regional ecosystems now?", "true"),
            _notes(),
            Column(
                name="scope",
                help="What it is about, in one or two sentences. Its words are looked for in calls and projects.",
                example="Robots that pick, sort and pack fruit without bruising it",
                is_late=True,
            ),
        ),
    ),
    Sheet(
        name="niches",
        row="one niche (sub-topic) of a partnership's theme",
        key=(PARTNERSHIP_ID, "niche"),
        references=(_TO_PARTNERSHIP,),
        columns=(
            _partnership_id(),
            Column(
                name="niche",
                help="A sub-topic, named as the partners name it.",
                example="soft grippers",
                is_required=True,
            ),
            Column(
                name="synonyms",
                help="Other words for the same, separated by semicolons. They are looked for in calls and projects.",
                example="soft robotics; compliant gripping",
                kind=Kind.LIST,
            ),
            Column(name="description", help="One sentence.", example="Grippers that handle fruit without bruising it"),
            Column(
                name="value_chain_link",
                help="The link of the value chain that it belongs to: inputs, design, technology, production, use, "
                "circularity, or the framework of skills, data and rules.",
                example="technology",
                kind=Kind.CHOICE,
                allowed=words.VALUE_CHAIN_LINKS,
                is_late=True,
            ),
        ),
    ),
    Sheet(
        name="members",
        row="one member region of a partnership, in one role for one spell",
        key=(PARTNERSHIP_ID, ("nuts_code", "region_name"), "role", "valid_from"),
        references=(_TO_PARTNERSHIP,),
        spans=(("valid_from", "valid_to"),),
        columns=(
            _partnership_id(),
            Column(name="region_name", help="Name of the region or country.", example="Lombardy", is_required=True),
            Column(
                name="country",
                help="Country code of two letters; EL for Greece, UK for the United Kingdom.",
                example="IT",
                is_required=True,
                pattern=words.COUNTRY,
                pattern_words="a country code of two capital letters, like IT",
            ),
            Column(
                name="nuts_code",
                help="NUTS code of the region, any level. Blank if it is no NUTS region.",
                example="ITC4",
                kind=Kind.NUTS_CODE,
                header="NUTS code",
            ),
            _choice("role", "Role in the partnership.", words.ROLES, "lead", is_required=True),
            Column(
                name="valid_from",
                help="Since when: 2019, 2019-05 or 2019-05-14. Blank if not known.",
                example="2019",
                kind=Kind.PARTIAL_DATE,
            ),
            Column(
                name="valid_to",
                help="Until when, last day included: 2024, 2024-12 or 2024-12-31. Blank if it still holds.",
                kind=Kind.PARTIAL_DATE,
            ),
            Column(
                name="stated_on",
                help="When this was last confirmed. Blank means on the date in the sheet Read me.",
                example="2026-06",
                kind=Kind.PARTIAL_DATE,
                is_past=True,
            ),
            _yes_no(
                "has_mandate",
                "Has the regional authority signed a mandate or letter for it?",
                "true",
                header="Mandate signed",
            ),
            _yes_no(
                "has_signed_mou", "Has it signed the current memorandum of understanding?", "true", header="MoU signed"
            ),
            Column(
                name="mou_signed_on",
                help="Date of that signature.",
                example="2024-11-20",
                kind=Kind.DATE,
                is_past=True,
                header="MoU signed on",
            ),
            Column(
                name="helices",
                help=f"Kinds of organisation that take part, separated by semicolons: {', '.join(words.HELICES)}.",
                example="public authority; business",
                kind=Kind.LIST,
                allowed=words.HELICES,
                header="Kinds of organisation",
            ),
            _notes(),
        ),
    ),
    Sheet(
        name="clusters",
        row="one cluster organisation that works with a partnership",
        key=(PARTNERSHIP_ID, "cluster_name"),
        references=(_TO_PARTNERSHIP, _TO_MEMBER),
        is_late=True,
        columns=(
            _partnership_id(),
            Column(
                name="cluster_name",
                help="Its full name, as it is registered.",
                example="Food robots cluster",
                is_required=True,
            ),
            Column(
                name="pic",
                help="Its participant identification code of nine digits, by which its projects are found.",
                example="999999999",
                pattern=words.PIC,
                pattern_words="a code of nine digits, like 999999999",
                header="PIC",
            ),
            _region(is_required=False),
            _url("Its web page."),
        ),
    ),
    Sheet(
        name="documents",
        row="one dated document that says what a partnership is for",
        key=(PARTNERSHIP_ID, "document_title", "document_date"),
        references=(_TO_PARTNERSHIP,),
        columns=(
            _partnership_id(),
            Column(name="document_title", help="Its title.", example="Scoping note 2025", is_required=True),
            _choice("document_kind", "What it is.", words.DOCUMENT_KINDS, "scoping note", is_required=True),
            _date("document_date", "Its date.", "2025-03-14", is_required=True),
            _yes_no("answers_why", "Does it say why the partnership exists?", "true"),
            _yes_no("answers_what", "Does it say what it will do?", "true"),
            _yes_no("answers_how", "Does it say how it will do it?", "false"),
            _date("scope_date", "Date of the scope it holds, where that was set or revised in it.", "2025-03-14"),
            _url("Where it can be read.", "https://partnership.example/scoping-note"),
            _notes(),
        ),
    ),
    Sheet(
        name="management_capacity",
        row="one half-year of a partnership's management",
        key=(PARTNERSHIP_ID, "half_year"),
        references=(_TO_PARTNERSHIP,),
        columns=(
            _partnership_id(),
            _half_year(),
            _number(
                "management_fte",
                "Network management, in full-time equivalents.",
                "0.5",
                (0, 100),
                kind=Kind.DECIMAL,
                is_required=True,
                header="Management FTE",
            ),
            _notes(),
        ),
    ),
    Sheet(
        name="working_groups",
        row="one working group of a partnership",
        key=(PARTNERSHIP_ID, "working_group"),
        references=(_TO_PARTNERSHIP, _TO_MEMBER),
        spans=(("started_on", "ended_on"),),
        columns=(
            _partnership_id(),
            Column(name="working_group", help="Its name.", example="Grippers", is_required=True),
            _region(is_required=False),
            _date("started_on", "First day.", "2024-01-15"),
            _date("ended_on", "Last day. Blank if it still works.", "", is_past=False),
            _notes(),
        ),
    ),
    Sheet(
        name="events",
        row="one event of a partnership",
        key=(PARTNERSHIP_ID, "event_id"),
        references=(_TO_PARTNERSHIP, _TO_WORKING_GROUP),
        columns=(
            _partnership_id(),
            Column(
                name="event_id",
                help="Your own short name for it; the sheet Attendance refers to it.",
                example="plenary-2026-03",
                is_required=True,
            ),
            _date("event_date", "Its first day.", "2026-03-05", is_required=True, is_past=False),
            _choice("event_kind", "What it is.", words.EVENT_KINDS, "plenary meeting", is_required=True),
            _choice("event_format", "In person, online or both.", words.EVENT_FORMATS, "in person"),
            Column(name="event_title", help="Its title.", example="Spring plenary"),
            Column(name="working_group", help="The working group that met, as in the sheet Working groups."),
            Column(
                name="other_partnerships",
                help="Ids of other partnerships that held it together with this one, separated by semicolons.",
                kind=Kind.LIST,
            ),
            _url("Where it is reported."),
        ),
    ),
    Sheet(
        name="attendance",
        row="one member region at one event",
        key=(PARTNERSHIP_ID, "event_id", "region"),
        references=(_TO_PARTNERSHIP, _TO_EVENT, _TO_MEMBER),
        columns=(
            _partnership_id(),
            Column(
                name="event_id", help="The event, as in the sheet Events.", example="plenary-2026-03", is_required=True
            ),
            _region(),
            _number("person_count", "How many people came from there. Name no persons.", "2", (0, 10_000)),
        ),
    ),
    Sheet(
        name="acts",
        row="one act of one member region on one day",
        key=(PARTNERSHIP_ID, "region", "act_kind", "act_date"),
        references=(_TO_PARTNERSHIP, _TO_MEMBER),
        columns=(
            _partnership_id(),
            _region(),
            _choice(
                "act_kind",
                "What was done. What stands in the sheets Attendance and Reports needs no row here.",
                words.ACTS,
                "scoping input",
                is_required=True,
            ),
            _date("act_date", "When.", "2026-02-10", is_required=True),
            Column(name="evidence", help="What shows it.", example="Comments on the scoping note"),
            _url("Where it can be seen."),
        ),
    ),
    Sheet(
        name="reports",
        row="one half-yearly monitoring report that was due",
        key=(PARTNERSHIP_ID, "half_year"),
        references=(_TO_PARTNERSHIP, _TO_MEMBER),
        columns=(
            _partnership_id(),
            _half_year(),
            _date("due_on", "When it was due.", "2026-06-30", is_past=False),
            _date("delivered_on", "When it was delivered. Blank if it was not.", "2026-06-25"),
            _region(is_required=False),
            _url("Where it can be read."),
        ),
    ),
    Sheet(
        name="surveys",
        row="one region's answer in a survey, for one niche",
        key=(PARTNERSHIP_ID, "survey", "asked_on", "region", "niche"),
        references=(_TO_PARTNERSHIP, _TO_MEMBER, _TO_NICHE),
        columns=(
            _partnership_id(),
            _choice("survey", "Which survey.", words.SURVEYS, "scoping", is_required=True),
            _date("asked_on", "When the region was asked.", "2026-01-12", is_required=True),
            _region(),
            _yes_no(
                "has_answered",
                "Did it answer? A region that did not has one row with no.",
                "true",
                is_required=True,
                header="Answered",
            ),
            Column(
                name="niche",
                help="The niche, as in the sheet Niches. Blank if the region did not answer.",
                example="soft grippers",
            ),
            _number("interest", f"Interest in the niche: {_INTEREST_SCALE}", "3", (0, 3)),
            _number("expertise", f"Expertise in the niche: {_INTEREST_SCALE}", "1", (0, 3)),
        ),
    ),
    Sheet(
        name="needs",
        row="one thing a partnership seeks funding for",
        key=(PARTNERSHIP_ID, "need"),
        references=(_TO_PARTNERSHIP, _TO_NICHE),
        spans=(("trl_from", "trl_to"),),
        columns=(
            _partnership_id(),
            Column(name="need", help="A short title.", example="Pilot line for soft grippers", is_required=True),
            Column(
                name="description",
                help="What is to be done with the money.",
                example="Three regions build one open pilot line",
            ),
            Column(name="niche", help="The niche it serves, as in the sheet Niches.", example="soft grippers"),
            _choice("instrument", "The funding you think of.", words.FUNDING_INSTRUMENTS, "I3"),
            _number(
                "amount_eur",
                "Funding sought, in euro.",
                "2500000",
                (0, 10_000_000_000),
                kind=Kind.DECIMAL,
                header="Amount in EUR",
            ),
            _number("trl_from", "Technology readiness level at the start, 1 to 9.", "6", (1, 9), header="TRL from"),
            _number("trl_to", "Technology readiness level at the end, 1 to 9.", "8", (1, 9), header="TRL to"),
            _date("needed_by", "When the money is needed.", "2027-06-30", is_past=False),
            Column(name="competence_gap", help="A competence that the project lacks.", example="Food safety testing"),
        ),
    ),
    Sheet(
        name="services_delivered",
        row="one service that a partnership asked for or got",
        key=(PARTNERSHIP_ID, "service", "started_on"),
        references=(_TO_PARTNERSHIP,),
        spans=(("started_on", "delivered_on"),),
        columns=(
            _partnership_id(),
            _choice("service", "One of the eight services.", words.SERVICES, "(re)scoping", is_required=True),
            _date("started_on", "When it began.", "2024-10-01"),
            _date("delivered_on", "When it ended. Blank if it has not.", "2025-03-14"),
            Column(name="outcome", help="What came of it.", example="Scope narrowed to two niches"),
            _notes(),
        ),
    ),
)


def find_sheet(name: str) -> Sheet:
    """The sheet of that name."""
    return next(sheet for sheet in SHEETS if sheet.name == name)
