account = Your account
    .nobody = You are not signed in: you may read everything and write nothing.
    .reader = You are { $name }, reader: you may read everything and write nothing.
    .coordinator = You are { $name }, coordinator: you may write about { $partnerships }.
    .editor = You are { $name }, editor: you may write about every partnership.
    .sign-in = Sign in
    .sign-out = Sign out
