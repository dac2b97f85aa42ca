#include "connector/access/identity_provider.hpp"

#include "base/bytes.hpp"
#include "base/crypto.hpp"
#include "base/text.hpp"

namespace connector::access {

std::string encode_query(const std::vector<QueryField>& fields) {
    std::string query;
    for (const QueryField& field : fields) {
        if (!query.empty()) query += '&';
        query.append(field.name).append("=").append(base::percent_encode(field.value));
    }
    return query;
}

std::string with_query(std::string url, const std::vector<QueryField>& fields) {
    url += url.find('?') == std::string::npos ? '?' : '&';
    return url + encode_query(fields);
}

std::string code_challenge(std::string_view verifier) {
    return base::to_base64url(base::sha256(base::as_bytes(verifier)));
}

}  // namespace connector::access
