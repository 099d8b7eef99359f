# SPDX-License-Identifier: Apache-2.0
# The front door. CMake does the work.
BUILD ?= build

all: $(BUILD)/build.ninja
	@cmake --build $(BUILD)

$(BUILD)/build.ninja:
	@cmake -G Ninja -S . -B $(BUILD) -DCMAKE_BUILD_TYPE=Release

test: all
	@ctest --test-dir $(BUILD) --output-on-failure

.PHONY: all test
