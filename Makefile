# Lyceum in four verbs. Each is a small script under scripts/.
.PHONY: run test dev bench

run: ; @scripts/run.sh
test: ; @scripts/test.sh
dev: ; @scripts/dev.sh
bench: ; @scripts/bench.sh
