# Two commands to begin with: make demo, make test. All others are listed in docs/development.md.
PYTHON ?= python3
P ?= demo
S ?= web
VENV = .venv/bin

.PHONY: demo test test-long stop status logs reset lint bench i18n

demo:
	@$(PYTHON) dev/stack.py demo

test:
	@$(PYTHON) dev/stack.py test

test-long:
	@$(PYTHON) dev/stack.py test -- -m long

stop:
	@$(PYTHON) dev/stack.py down $(P)

status:
	@$(PYTHON) dev/stack.py status

logs:
	@$(PYTHON) dev/stack.py logs $(P) --service $(S)

reset:
	@$(PYTHON) dev/stack.py reset $(P)

lint:
	@$(PYTHON) dev/stack.py install dev
	@$(VENV)/python dev/lint/run.py

i18n:
	@$(PYTHON) dev/stack.py install dev
	@$(VENV)/python dev/lint/i18n.py --write

bench:
	@$(PYTHON) dev/stack.py up test
	@$(VENV)/python benchmarks/run.py
