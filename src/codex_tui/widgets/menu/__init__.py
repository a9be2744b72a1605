"""The menus of the composer: commands behind ``/``, files behind ``@``, skills behind ``$``.

What is typed at the cursor is a `Token` (`tokens`); what is offered for it are rows (`rows`), which `commands`, `files`
and `skills` make of the model; `ComposerMenu` (`widget`) shows them above the composer, which keeps the focus. Nothing
here is imported before one of those characters is typed.
"""
