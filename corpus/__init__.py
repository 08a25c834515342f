"""From the bytes of a report to passages that can be cited. Knows nothing of embeddings, indexes or questions."""
