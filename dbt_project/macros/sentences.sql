{#- Every sentence that the models write, by its code: models choose the code and give the numbers. A value that is not
    known leaves no sentence. -#}
{% macro sentence(code, values=[]) -%}
    {%- set texts = {
        'change_became_assessed': 'Assessed now. Before: {}',
        'change_no_longer_assessed': 'No longer assessed. {}',
        'change_framework': 'Weights, goalposts or limits of the framework changed.',
        'change_value_came': 'The indicator has a value now.',
        'change_value_went': 'The indicator has no value any more.',
        'change_value_moved': 'The indicator has another value.',
        'effect_undated': 'Not known when it began.',
        'effect_no_edition': 'No edition that keeps indicators is older than its beginning.',
        'effect_no_value_before': 'No value known before.',
        'effect_not_delivered': 'Not delivered yet.',
        'effect_no_value_after': 'No value known after.',
        'effect_caution':
            'Before and after, side by side: other things changed in the same time, so this proves no effect.',
        'service_replaces_proxy': 'A statement of the secretariat replaces the proxy: {}',
        'service_falls_away': 'It falls away once this no longer holds: {}',
        'service_held_back': 'Recommended once: {}',
        'service_gate_unknown': 'Recommended if it turns out that: {}',
        'service_not_needed': 'Recommended if: {}',
        'service_not_assessed': 'Cannot be said until it is known: {}',
        'stage_nothing': 'Nothing recorded and nothing observed',
        'stage_stated': 'Stated by the secretariat: {}',
        'stage_stated_bare': 'Stated by the secretariat: no evidence given',
        'value_none': 'No value: {}',
        'value_bound': 'No value, but a bound. {}',
        'value_waiting': 'Waiting for {}',
        'public_scope': 'On public record: a scoping note of {} or later',
        'public_C1': 'On record: at least {} of {} members with an act in the window',
        'public_P1': 'On record: at least {} plenary meetings in the window',
        'public_P2': 'On public record: a meeting on {} or later',
        'M1': '{} of {} questions answered (why, what, how)',
        'M2': 'scope of {}',
        'M3': '{} niches named by the partnership',
        'M4': '{} of {} niches of interest have expertise',
        'C1': '{} of {} members with an act in the window',
        'C2': '{} of {} members with a mandate; known of {} in {}',
        'C3': '{} of {} members with a signature; known of {} in {}',
        'C4': '{} full-time equivalents in {}',
        'C5': 'start of membership known of {} in {} members',
        'C6': '{} of {} reports due were delivered',
        'C7': '{} of {} regions asked have answered',
        'P1': '{} plenary meetings in the window, of {} recorded events',
        'P2': 'last meeting on {}',
        'P3': 'attendance of {} plenary meetings, of {} members',
        'P4': '{} of {} meetings in person or hybrid',
        'P5': '{} of {} working groups met in the window',
        'E1': '{} joint projects of {} member regions, {} to {}',
        'E2': 'mean over {} joint projects, {} to {}',
        'E3': '{} less developed of {} members with a known category, {} members known',
        'E4': '{} of {} pairs of member regions, {} to {}',
        'E5': 'joint projects shared with {} other partnerships, {} to {}',
        'E5_stated': '{} other partnerships, through events or joint projects',
        'E6': 'mean over {} member regions with organisations in joint projects, {} to {}',
        'E6_stated': 'stated for {} of {} members',
        'E7': '{} labelled of {} members with a NUTS code, {} members known',
        'E_missing_members': 'the list of the missing members ({})',
        'E_members_elsewhere': 'which regions the other partnerships have as members',
        'E_few_members': '{} members with a NUTS code are known, {} are needed',
        'E_no_theme': 'no words for the theme are known',
        'E_no_participations': 'no participations are loaded',
        'selection_unknown': 'Not in seed programmes: among the default ones, because not knowing must not hide a call',
        'selection_chosen': 'Chosen for this night by INTERREGIO_PROGRAMMES',
        'counted_participations': 'Participations: raw rows against fct_participation',
        'counted_participation_rows_loaded': 'Participations: rows the loader counted against fct_participation',
        'counted_project_ids': 'Projects: ids seen in any member of the archive against dim_project',
        'counted_i3_projects': 'I3 projects: records of the projects index and shipped facts against dim_project',
        'counted_organisations':
            'Organisations: distinct PICs in the raw rows against organisations that take part and PICs linked to them',
        'counted_organisations_linked': 'Organisations: records that sources name against dim_organisation',
        'counted_portal_topics': 'Topics: records of grant topics listed by the portal against topics in dim_topic',
        'counted_cascade_calls': 'Cascade calls: records listed by the portal against dim_cascade_call',
        'counted_other_portal_records': 'Portal records that are neither grant topics nor cascade calls',
        'counted_shipped_calls': 'Calls shipped or dropped as files: rows against those known on the as-of date',
        'known_i3_projects':
            'A project that is listed and shipped, or listed in several languages, is one; one of another programme '
            'is left to that programme',
        'known_organisations_linked':
            '{} records are linked to another record of the same organisation; each has its rule and evidence in '
            'bridge_org_link',
        'known_portal_topics':
            'A topic may have several records (translations, copies, repeats, earlier nights); one is chosen',
        'known_cascade_calls': 'The portal lists some cascade calls twice, and on several nights',
        'known_other_portal_records': 'Tenders and records of an unknown type are nothing a partnership applies to',
        'known_shipped_calls':
            'A call whose snapshot is later than the as-of date was not known then, and one that is shipped and dropped is one',
    } -%}
    {%- if code not in texts -%}
        {{ exceptions.raise_compiler_error("There is no sentence '" ~ code ~ "' in macros/sentences.sql.") }}
    {%- elif values -%}
        format('{{ texts[code] }}', {% for value in values %}cast({{ value }} as varchar){{ ', ' if not loop.last }}{% endfor %})
    {%- else -%}
        '{{ texts[code] }}'
    {%- endif -%}
{%- endmacro %}
