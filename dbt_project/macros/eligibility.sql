{#- Whether a region is one that a rule counts: by its country, its cohesion category or its innovator group. -#}
{% macro is_counted_by(rule, region) -%}
    coalesce(
        case
            when {{ rule }}.counted = 'member_states' then {{ region }}.is_member_state
            when {{ rule }}.counted = 'associated' then {{ region }}.is_participating
            when {{ rule }}.counted = 'widening' then {{ region }}.is_participating and {{ region }}.is_widening
            when {{ rule }}.counted = 'non_widening'
                then {{ region }}.is_participating and not {{ region }}.is_widening
            when {{ rule }}.rule_kind in ('cohesion_category_includes', 'coordinator_category_includes')
                then list_has_any({{ region }}.cohesion_labels, string_split({{ rule }}.counted, ';'))
            when {{ rule }}.rule_kind = 'innovator_group_includes'
                then
                    {{ region }}.is_participating
                    and list_has_any({{ region }}.innovator_groups, string_split({{ rule }}.counted, ';'))
            when {{ rule }}.rule_kind = 'innovator_groups_min' then {{ region }}.is_participating
            else true
        end,
        false
    )
{%- endmacro %}

{#- The things a region brings to a rule, of the unit that the rule counts. -#}
{% macro things_counted(rule, region, member_key) -%}
    list_distinct(
        case {{ rule }}.unit_counted
            when 'country' then [{{ region }}.country_code]
            when 'category' then {{ region }}.cohesion_categories
            when 'group' then {{ region }}.innovator_groups
            else [{{ member_key }}]
        end
    )
{%- endmacro %}

{#- "less_developed;transition" as words: "less developed or transition". -#}
{% macro counted_words(column) -%}
    replace(replace(replace(coalesce({{ column }}, ''), 'non_widening', 'non-widening'), '_', ' '), ';', ' or ')
{%- endmacro %}

{#- Two ends of a range as words: "6 to 9", and "7" where both are the same. -#}
{% macro range_words(low, high) -%}
    concat_ws(' to ', {{ low }}, case when {{ high }} != {{ low }} then {{ high }} end)
{%- endmacro %}

{#- Whether a public body is by its name the authority of a municipality, county or region: no source states it.
    Ministries, hospitals and broadcasters are public bodies too, and a department is no authority beside its region. -#}
{% macro is_local_authority(organisation) -%}
    (
        {{ organisation }}.helix = 'public_authority'
        and regexp_matches(
            upper(strip_accents({{ organisation }}.organisation_name)),
            '\b(AYUNTAMIENTO|AJUNTAMENT|DIPUTACION?|CABILDO|CONCELLO|JUNTA DE (ANDALUCIA|CASTILLA|COMUNIDADES|EXTREMADURA)'
            || '|GENERALITAT|XUNTA|PRINCIPADO|COMUNIDAD (AUTONOMA|DE|FORAL)|MUNICIPIO|CAMARA MUNICIPAL|COMUNIDADE INTERMUNICIPAL'
            || '|REGIAO AUTONOMA|COMUNE|CITTA METROPOLITANA|PROVINCIA|REGION[EI]?|UNIONE DEI COMUNI|COMMUNE|VILLE|METROPOLE'
            || '|COMMUNAUTE (D|DE|URBAINE)|DEPARTEMENT D\w+|CONSEIL (DEPARTEMENTAL|REGIONAL|GENERAL)|EUROMETROPOLE|MAIRIE'
            || '|\w*STADT|GEMEINDE|(LAND)?KREIS|FREISTAAT|MAGISTRAT|GEMEENTE|STAD|PROVINCIE|PROVINCE|METROPOOLREGIO'
            || '|SERVICE PUBLIC DE WALLONIE|\w*KOMMUNE?|\w*KAUPUNKI|KUNTA|STADEN|LIITTO|LINN|LINNAVALITSUS|VALLAVALITSUS|VALD'
            || '|PASVALDIBA|NOVADS?|SAVIVALDYBES?|GMINA|MIASTO|MIASTA|POWIAT|WOJEWODZTWO|URZAD MARSZALKOWSKI|MESTO|OBEC'
            || '|KRAJ|MESTSKA CAST|\w*ONKORMANYZATA?|VAROS|OBCINA|OPCINA|GRAD|ZUPANIJA|MUNICIPIUL|JUDET(UL)?|PRIMARIA|COMUNA'
            || '|ORASUL|CONSILIUL (JUDETEAN|LOCAL)|OBSHTINA|DIMOS|PERIFEREIA|BELEDIYESI|MUNICIPALITY|CITY|COUNTY|BOROUGH'
            || '|(REGIONAL|DISTRICT) (COUNCIL|GOVERNMENT)'
            || '|ROMA CAPITALE|\w*REGIONEN)\b|\bCOUNCIL$'
        )
        and not regexp_matches(
            replace(upper(strip_accents({{ organisation }}.organisation_name)), 'CENTRE-VAL', ''),
            'UNIVERS|HOSPI|DEPARTAMENT|CONSEJERIA|\bMINIST|AGEN[CZT]|RESEARCH|HEALTH|SALUD|SANTE|SANIT|CENTRE|CENTRO\b'
            || '|CENTRUM|INSTITU|NATIONAL|NACIONAL|FEDERA|EIDGENO|\bPOLI[CZT]|AZIENDA|EMPRESA|ENTIDAD|SYNDICAT|\bSI D|FERROCARR'
            || '|KLINI|ZDRAV|MUSE|SCHOOL|TRANSPORT|PORT |SDIS|INCENDI'
        )
    )
{%- endmacro %}
