// The one place where Asio's and Beast's function bodies are compiled; CMakeLists.txt defines
// BOOST_ASIO_SEPARATE_COMPILATION and BOOST_BEAST_SEPARATE_COMPILATION for the whole room.
#include <boost/asio/impl/src.hpp>
#include <boost/beast/src.hpp>
