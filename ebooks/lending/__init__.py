"""Lending: licences, the loans and holds they allow, and what follows as time passes."""
