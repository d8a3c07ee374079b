"""One module per page, one page per question: `layout` takes the URL's parameters and nothing else.

A page asks `queries`, draws with `charts`, and dresses with `components`; none of them imports the application.
"""
