"""Imports: from a file that somebody hands in to drafts in the workshop, by one way whichever door it came through.

    files      the bytes, kept in pieces        stage()
    decoding   bytes as text                      |
    rows       text or sheet as rows              |     columns   what each column holds
    entries    rows as documents of records     check()  cells     what a cell says
    resolving  names as records                   |     actors    whom an actor's name means
    planning   documents as rows of tables: claims      records   actors, sources, topics, events, places
    writing    rows into tables: claims         commit() record_writing  the others

`pipeline` puts them together. A check and an import go the same way to the end; a check only leaves out the writing.
"""
