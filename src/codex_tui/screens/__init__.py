"""The screens and dialogs: what is composed, and what its keys do. Above the widgets; only the app knows them."""
