"""The drafting assistant: an answer out of the house's own words with its sources, or a reason why not."""
