"""How the admin writes what differs from country to country, by language."""
