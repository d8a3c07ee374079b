# What stands in the place of a page that cannot be shown.

sorry-no-edition = No edition is being served
    .sentence = The dashboards read a published edition, and no edition is published yet.

no-page = There is no page at this address
    .kicker = Not found
    .sentence = The address may be mistyped or the page may have moved.

sorry-wrong-filter = This address asks for something that is not there
    .sentence = Nothing is shown in its place.

sorry-too-old = This edition is too old for the page
    .sentence = Other pages and files still work.

sorry-too-slow = This page took too long
    .sentence = Other pages and all files may still work.

sorry-fault = This page could not be drawn
    .sentence = This is a fault of the dashboards, not of the data; other pages and all files may still work.
    .detail = The log of the server says why.
