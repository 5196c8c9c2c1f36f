"""`python -m shutong` is `shutong`."""

from shutong import main

main()
