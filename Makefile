# One place to start, test and check the portal. Everything is kept in .venv and var.

PYTHON ?= python3
LAUNCH = $(PYTHON) launch/venv.py $@ && exec .venv/bin/python -m launch $@

.PHONY: run services stop demo test check bench mutants clean

run:       ## try the portal: install, start, load a demo board, open the pages
services:  ## only PostgreSQL and Valkey, in the background
stop:      ## stop what `make services` started
demo:      ## throw the demo data away and make them anew
test:      ## the whole suite, in a real browser too
check:     ## format, lint, layers, types, templates, migrations, translations
bench:     ## measure, beside the limit
mutants:   ## take away one guard at a time; an hour or more

run services stop demo test check bench mutants:
	@$(LAUNCH)

clean:     ## stop the servers and remove .venv and var
	@$(PYTHON) launch/venv.py $@
