"""H5P in the CMS."""
