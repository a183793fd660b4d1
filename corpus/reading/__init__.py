"""Reading articles, in the forms in which news comes."""
