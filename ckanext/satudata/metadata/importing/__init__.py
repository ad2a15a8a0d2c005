"""Files with metadata on their way into the portal: read, compared with what is stored, shown, and taken over."""
