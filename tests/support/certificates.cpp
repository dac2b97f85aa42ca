#include "tests/support/certificates.hpp"

#include <stdexcept>
#include <string>
#include <vector>

#include "tests/support/process.hpp"

namespace tests {
namespace {

void openssl(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "openssl");
    const ProcessResult result = run_process(arguments);
    if (result.exit_code != 0) throw std::runtime_error("openssl: " + result.output);
}

const std::vector<std::string> kNewKey{
    "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"};

std::vector<std::string> request(std::vector<std::string> rest) {
    std::vector<std::string> arguments{"req"};
    arguments.insert(arguments.end(), kNewKey.begin(), kNewKey.end());
    arguments.insert(arguments.end(), rest.begin(), rest.end());
    return arguments;
}

}  // namespace

Certificates::Certificates() {
    make_authority("ca");
    make_authority("other-ca");
    (void)issue("server", "DNS:localhost,IP:127.0.0.1");
}

void Certificates::make_authority(const std::string& name) const {
    openssl(request(
        {"-x509",
         "-days",
         "2",
         "-subj",
         "/CN=Test authority " + name,
         "-keyout",
         file(name + ".key"),
         "-out",
         file(name + ".pem")}
    ));
}

Certificates::Pair Certificates::issue(
    const std::string& file_name, const std::string& names, int days
) const {
    Pair pair{file(file_name + ".pem"), file(file_name + ".key")};
    openssl(request(
        {"-new",
         "-subj",
         "/CN=" + file_name,
         "-addext",
         "subjectAltName=" + names,
         "-keyout",
         pair.key,
         "-out",
         file(file_name + ".csr")}
    ));
    openssl(
        {"x509",
         "-req",
         "-in",
         file(file_name + ".csr"),
         "-CA",
         file("ca.pem"),
         "-CAkey",
         file("ca.key"),
         "-CAcreateserial",
         "-days",
         std::to_string(days),
         "-copy_extensions",
         "copy",
         "-out",
         pair.certificate}
    );
    return pair;
}

}  // namespace tests
