"""The papers of a mediation as DOCX: agreement, record, the form of an agreement by word of mouth."""
