page =
    .description = Which partnerships is this region in, which projects does it take part in, what could it apply for?
