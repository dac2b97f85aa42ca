#include <cstdio>
#include <exception>

#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/stat.h>

#include "base/crypto.hpp"
#include "connector/cli/command_line.hpp"

int main(int argc, char** argv) {
    // Whatever we create is ours alone, and no core dump carries a key away (SR-130).
    umask(0077);
    prctl(PR_SET_DUMPABLE, 0);
    try {
        base::init_crypto();
        return connector::cli::run_command_line(argc, argv);
    } catch (const std::exception& failure) {
        // A bug or a broken machine: expected failures have been answered before.
        fmt::print(stderr, "connector: {}\n", failure.what());
        return 1;
    }
}
