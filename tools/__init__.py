"""What set-up and the linters need besides Django: nothing in the apps imports this."""
