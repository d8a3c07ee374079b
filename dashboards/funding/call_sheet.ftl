page =
    .description = One call for one partnership: what, whether, with whom, what next
