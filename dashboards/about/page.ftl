page = About
    .description = Accessibility statement, licence, citation, and how to report a wrong figure
    .answer = What Interregio is built from, how to cite it, who can use it and what to do where it is wrong.

section-citation = Citation
    .edition = Interregio, edition { $edition }, as of { $day }.
    .address =
        An address that names an edition keeps showing it: <a>the first page of this edition</a>. Files state their
        edition and filters.
    .contact = Contact of whoever runs this server: { $contact }.

section-accessibility = Accessibility
    .text =
        These pages aim to meet level AA of the Web Content Accessibility Guidelines, version 2.2. Everything on them
        can be read and done without scripts, from the keyboard, at 400 % zoom, in light, dark and forced colours. Every
        chart and map has its figures in a table below it. Each version of the pages is checked with axe-core,
        at 1280 and 390 pixels, in light and in dark.

        Known limits: wide tables scroll sideways in a frame of their own; charts, and their images as PNG and SVG, are
        drawn by a script and say nothing beyond their table; names of projects, calls and organisations are in the
        language and the capitals of their publisher. If something keeps you from using a page, say so as under “Report
        a wrong figure”.

section-licence = Licence
    .text =
        The software is under the EUPL 1.2. Facts that are shipped with it are under CC BY 4.0; each row names its
        source. Data of a publisher stay under that publisher's terms, listed below. Administrative boundaries are
        © EuroGeographics and may be shown, not passed on.

section-report-a-wrong-figure = Report a wrong figure
    .text =
        Send the address of the page with the edition in it (as under “Citation”), the figure, what you expect and where
        that is written. An error of a source is corrected by its publisher and shows here the night after. A fact about
        a partnership (its members, acts, projects, calls) is stated by its secretariat in a [workbook or short
        form](/report), which takes precedence over what is shipped. The [methodology](/methodology) says how a figure
        is made, the page on [quality](/quality) what arrived and what is in doubt.

section-for-programs = For programs
    .text = [`/api/v1`](/api/v1) gives every table of these pages with the meaning of its columns, page by page in JSON
        or whole as CSV or Parquet; [`/api/v1/openapi.json`](/api/v1/openapi.json) describes it.

section-sources = Sources
    .licence = <a>{ $licence }</a>. { $attribution }
