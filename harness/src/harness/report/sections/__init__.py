"""The parts of the page, each made from a result that has something to say on it."""
