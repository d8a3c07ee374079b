{#- Titles carry blanks of every kind, line breaks and unseen characters; two spellings of one title must be one value. -#}
{% macro clean_text(column) -%}
    nullif(trim(regexp_replace(
        regexp_replace({{ column }}, '[\s\p{Z}\x{200B}]+', ' ', 'g'), '[\p{Cf}\p{Cc}]+', '', 'g'
    )), '')
{%- endmacro %}

{#-
  An address that pages, feeds and calendars may link: of the web, or a bare host, which nobody links; any other scheme
  (javascript, data, file) is null.
-#}
{% macro web_address(column) -%}
    nullif(regexp_extract(
        {{ clean_text(column) }}, '(?i)^(?:https?://[^\s\p{C}<>"]+|[^\s\p{C}<>":/]+\.[^\s\p{C}<>":/]+(?:/[^\s\p{C}<>"]*)?)$'
    ), '')
{%- endmacro %}

{#-
  A text without the e-mail addresses and telephone numbers of persons. Mailboxes of a function stay: a word of
  functional_mailboxes stands in their name, or they are a unit's of the Union, which has hyphens where persons have points.
  Their @ is set aside while the others go. A number goes where it is written for abroad (+, 00) or said to be one; the
  + and 00 of sums, amounts, time zones, growth and identifiers are marked as no such thing first.
-#}
{% macro masked_text(column) -%}
    {%- set at, mark = "chr(57344)", "chr(57345)" -%}
    {%- set function = '(?:[a-z0-9]+[-_.])*(?:' ~ var('functional_mailboxes') | join('|') ~ ')s?(?:[-_.0-9][a-z0-9_.-]*)?'
        ~ '|(?:[a-z0-9]+[-_])*(?:' ~ var('mailboxes_like_names') | join('|') ~ ')s?(?:[-_0-9][a-z0-9_-]*)?' -%}
    list_transform([{{ column }}], lambda sent: case
        when not regexp_matches(sent, '(?i)@|%40|[\[(]\s?at\s?[\])]|\+\s?[1-9]|\b00[1-9]|(?:tel|tele\w+|phone|mobile|fax|number|no)\.?\s?:?\s?\(?\d') then sent
        else replace(regexp_replace(regexp_replace(regexp_replace(replace(regexp_replace(regexp_replace(regexp_replace(sent,
            '(?i)(^|[^\p{L}0-9._%+-])({{ function }})@', '\1\2' || {{ at }}, 'g'),
            '(?i)(^|[^\p{L}0-9._%+-])((?:[a-z0-9]+-)+[a-z0-9]+)@((?:[a-z0-9-]+\.)*europa\.eu)', '\1\2' || {{ at }} || '\3', 'g'),
            '(?i)[\p{L}0-9._%+''’-]+(?:@|%40|\s?[\[(]\s?at\s?[\])]\s?)[\p{L}0-9-]+(?:(?:\.|\s?[\[(]\s?dot\s?[\])]\s?)[\p{L}0-9-]+)+',
            '[e-mail address]', 'g'), {{ at }}, '@'),
            '(?i)(\d[\s\p{Z}])(\+[\s\p{Z}])|((?:\beur|€)[\s\p{Z}]?)(\+)|(\bid[\s\p{Z}:]{0,2})(00)'
            || '|(\b(?:utc|gmt|ces?t)[\s\p{Z}]?)(\+(?:1[0-4]|0?[1-9])\b)|(\+[\s\p{Z}]?\d{1,3}(?:[\s\p{Z}.,]\d{3})+[\s\p{Z}]?(?:eur|€)'
            || '|\+\d{1,3}[\s\p{Z}]?\((?:19|20)\d\d[\s\p{Z}]?[-–][\s\p{Z}]?(?:19|20)\d\d\))',
            '\1\3\5\7' || {{ mark }} || '\2\4\6\8\9', 'g'),
            '(?:(^|[^\p{L}0-9.,_/\x{E001}-])\+\s?|(^[\s\p{Z}]*|[^0-9\s\p{Z}][\s\p{Z}]+|[^\p{L}0-9.,_/\s\p{Z}\x{E001}-])00)'
            || '[1-9]\d{0,2}(?:[\s\p{Z}().\/-]{0,3}\d){7,12}', '\1\2[telephone number]', 'g'),
            '(?i)\b((?:tel(?:ephone)?|phone|fax|mobile(?: ?(?:number|no)|\s?[.:]))(?: ?(?:number|no))?\.?\s?:?\s?)\(?\d(?:[\s\p{Z}().\/-]{0,3}\d){6,12}',
            '\1[telephone number]', 'g'), {{ mark }}, '')
    end)[1]
{%- endmacro %}

{#- How much of a text was masked. -#}
{% macro mask_count(column) -%}
    len(regexp_extract_all({{ column }}, '\[(?:e-mail address|telephone number)\]'))
{%- endmacro %}

{#- The name of a place; what has no letter, such as a telephone number, is none. -#}
{% macro place_name(column) -%}
    nullif(regexp_extract({{ clean_text(column) }}, '^.*\p{L}.*$'), '')
{%- endmacro %}

{% macro slug(column) -%}
    trim(regexp_replace(lower(strip_accents({{ column }})), '[^a-z0-9]+', '-', 'g'), '-')
{%- endmacro %}

{#- Items of a text that separates them by semicolons; no text is no item. -#}
{% macro text_list(column) -%}
    list_filter(
        list_transform(string_split(coalesce({{ column }}, ''), ';'), lambda x: {{ clean_text('x') }}),
        lambda x: x is not null
    )
{%- endmacro %}

{#- A short mark of a text, equal for equal texts; 64 bits are enough to tell the rows of one record apart. -#}
{% macro content_mark(expression) -%}
    md5_number_lower({{ expression }})
{%- endmacro %}

{#- What stands at a place of a JSON value, as texts: the entries of a list or an object, or the one value. -#}
{% macro sent_texts(value, path) -%}
    case json_type({{ value }}, '{{ path }}')
        when 'ARRAY' then json_extract_string({{ value }}, '{{ path }}[*]')
        when 'OBJECT' then json_extract_string({{ value }}, '{{ path }}.*')
        else [{{ value }} ->> '{{ path }}']
    end
{%- endmacro %}

{#- Texts as they were sent, in one, cut where they are no value but a page. -#}
{% macro sent_list(values) -%}
    nullif(left(array_to_string({{ values }}, '; '), 200), '')
{%- endmacro %}

{#- A text as words with one blank around each, to look for whole words in; case is kept. -#}
{% macro words_apart(text) -%}
    ' ' || trim(regexp_replace({{ text }}, '[^\p{L}\p{N}]+', ' ', 'g')) || ' '
{%- endmacro %}
