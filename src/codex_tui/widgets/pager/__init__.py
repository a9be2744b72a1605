"""The pager: any long text by its lines, however long, with search."""
