{#- Titles carry blanks of every kind, line breaks and unseen characters; two spellings of one title must be one value. -#}
{% macro clean_text(column) -%}
    nullif(trim(regexp_replace(
        regexp_replace({{ column }}, '[\s\p{Z}\x{200B}]+', ' ', 'g'), '[\p{Cf}\p{Cc}]+', '', 'g'
    )), '')
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
    ' ' || trim(regexp_replace({{ text }}, '[^A-Za-z0-9]+', ' ', 'g')) || ' '
{%- endmacro %}
