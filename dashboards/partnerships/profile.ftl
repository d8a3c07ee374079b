page =
    .description = Who is in it, how is it doing, what should it do next?
