# `make help` lists what there is. `make deps` prepares a fresh machine; the other targets call it where they need it.
SHELL       := /bin/bash
SWIFT       ?= swift
PREFIX      ?= /usr/local
DESTDIR     ?=
# Where SwiftPM builds. Another folder keeps two builds apart.
SCRATCH     ?= .build
# Passed on to `swift test`, as in `make test TEST_ARGUMENTS='--filter InteropTests'`.
TEST_ARGUMENTS ?=
# The folder with the built C load drivers (see docs/benchmarks.md).
BENCH_DRIVERS  ?=
# Which of the fuzz targets run (see docs/development.md; all where none is named), and for how many seconds each.
FUZZ_TARGETS   ?=
FUZZ_SECONDS   ?= 600

# After how long the short form of the kernel tests is given up: ten times what it takes.
KERNEL_SECONDS ?= 600

export SWIFT
swift_flags := --scratch-path $(SCRATCH)
release      = $(shell $(SWIFT) build $(swift_flags) -c release --show-bin-path)
debug        = $(shell $(SWIFT) build $(swift_flags) -c debug --show-bin-path)
products    := trilatch trilatch-broker trilatch-command trilatch-launch trilatch-probe

.PHONY: help deps build install uninstall test test-kernels test-kernels-short fuzz demo bench format lint clean
.DEFAULT_GOAL := help

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

deps: ## install what building, testing and the demo need, where it is missing
	@scripts/deps

build: ## compile the release build
	@set -e; for product in $(products); do \
	    $(SWIFT) build $(swift_flags) -c release --product $$product; \
	done

install: build ## install under PREFIX (/usr/local); DESTDIR is honoured
	@scripts/install --strip "$(release)" "$(PREFIX)" "$(DESTDIR)"

uninstall: ## remove what install put under PREFIX
	rm -f "$(DESTDIR)$(PREFIX)/bin/trilatch"
	rm -rf "$(DESTDIR)$(PREFIX)/libexec/trilatch" "$(DESTDIR)$(PREFIX)/share/trilatch"
	cd "$(DESTDIR)$(PREFIX)/share" && rm -f man/man1/trilatch.1 man/man1/trilatch-*.1 man/man5/trilatch-profile.5 \
	    bash-completion/completions/trilatch zsh/site-functions/_trilatch fish/vendor_completions.d/trilatch.fish

test: deps ## build everything in the debug configuration and run every test, control groups in a virtual machine
	$(SWIFT) build $(swift_flags) --build-tests
	@# Control groups need a kernel and a systemd that have them: those tests run in a virtual machine.
	@scripts/test "$(debug)" $(SWIFT) test $(swift_flags) --skip-build --disable-xctest --skip ControlGroupTests $(TEST_ARGUMENTS)
	$(if $(TEST_ARGUMENTS),,@KERNEL_SECONDS=$(KERNEL_SECONDS) scripts/test-kernels "$(debug)" ControlGroupTests)
	@# All fuzz targets must compile; those that are quickly built also run.
	@for target in profile host-files; do TRILATCH_FUZZ=1 $(SWIFT) build $(swift_flags) --target fuzz-$$target || exit; done
	@FUZZ_SECONDS=5 scripts/fuzz $(SCRATCH)-fuzz wire json mediation plan http2

fuzz: deps ## try hostile bytes on what reads them, for long (FUZZ_SECONDS, FUZZ_TARGETS)
	@FUZZ_SECONDS=$(FUZZ_SECONDS) scripts/fuzz $(SCRATCH)-fuzz $(FUZZ_TARGETS)

test-kernels: deps ## the box tests on Debian's own kernel in a virtual machine (see docs/kernels.md)
	$(SWIFT) build $(swift_flags) --build-tests
	@scripts/test-kernels "$(debug)"

test-kernels-short: deps ## of these, the control groups, as `make test` does
	$(SWIFT) build $(swift_flags) --build-tests
	@KERNEL_SECONDS=$(KERNEL_SECONDS) scripts/test-kernels "$(debug)" ControlGroupTests

demo: deps build ## a real client, a real server in a box, and attacks from inside that box
	@scripts/demo "$(release)"

bench: deps build ## the figures of docs/benchmarks.md, side by side in one run (BENCH_DRIVERS=DIR)
	@Benchmarks/run "$(release)" "$(BENCH_DRIVERS)"
	@Benchmarks/scan --scratch $(SCRATCH)-scan
	@Benchmarks/density "$(release)" "$(BENCH_DRIVERS)" --servers .trilatch-dev/servers

format: ## lay the Swift sources out as .swift-format says
	$(SWIFT) format --parallel --recursive --in-place --configuration .swift-format Package.swift Sources Tests Fuzz

lint: ## fail where `make format` would change something, or a rule is broken
	$(SWIFT) format lint --strict --parallel --recursive --configuration .swift-format Package.swift Sources Tests Fuzz

clean: ## remove the build; .trilatch-dev (the Python environments) stays
	rm -rf $(SCRATCH) $(SCRATCH)-fuzz
