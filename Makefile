# SPDX-License-Identifier: Apache-2.0
# The front door. CMake and the scripts in tools/ do the work.
BUILD ?= build
PREFIX ?= /usr/local

all: $(BUILD)/build.ninja
	@cmake --build $(BUILD)
	@tools/viewer.sh web
	@tools/viewer.sh report

viewer: ## the pages of viewer and report, web/dist and report/dist (takes npm)
	@tools/viewer.sh --must web
	@tools/viewer.sh --must report

$(BUILD)/build.ninja:
	@tools/install_deps.sh build
	@cmake -G Ninja -S . -B $(BUILD) -DCMAKE_BUILD_TYPE=Release -DCMAKE_INSTALL_PREFIX=$(PREFIX) -DPAVISE_TESTS=OFF

demo: ## plays the raid scenario, once and many times, and writes the report (installs what is missing)
	@tools/demo.sh $(BUILD)

test: ## every test, in minutes (installs what is missing)
	@tools/test.sh $(BUILD)

check: ## formatters, static analysis, sanitizers, the long tests
	@tools/check.sh $(BUILD)

validate: ## the validation suite [REFERENCE=DIR] [QUICK=1]
	@REFERENCE="$(REFERENCE)" QUICK="$(QUICK)" tools/validate.sh $(BUILD)

bench: ## the benchmark suite; writes $(BUILD)/bench.json
	@tools/bench.sh $(BUILD)

format: ## clang-format on every C file
	@tools/format.sh

install: all ## program, library, header, catalogue, scenarios, man pages; PREFIX and DESTDIR as usual
	@cmake --install $(BUILD) --prefix $(PREFIX)

clean:
	@rm -rf $(BUILD)

help: ## this list
	@echo "make                 builds $(BUILD)/pavise"
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1#\2/p' Makefile | sed 's/\$$(BUILD)/$(BUILD)/' | awk -F'#' '{printf "%-20s %s\n", $$1, $$2}'

.PHONY: all viewer demo test check validate bench format install clean help
