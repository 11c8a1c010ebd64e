"""The page that shows results: figures from a result, charts, HTML and Markdown."""
