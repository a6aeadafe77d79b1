"""The steps that a ledger's schema has come by, the newest last; Alembic takes those that a ledger lacks.

A step is never changed once a release has it. A new one is a file in ``versions``; its number is
:data:`onrecord.ledger.schema.REVISION` from then on.
"""
