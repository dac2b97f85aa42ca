#include "connector/portal/rooms.hpp"

namespace connector::portal {

Visitor Rooms::recognise(const http::Request& request) const {
    return database.read([&](store::Connection& connection) {
        return visitors.recognise(connection, request);
    });
}

}  // namespace connector::portal
