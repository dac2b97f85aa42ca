// Nothing: the headers that all tests share are precompiled for this file (cmake/Rooms.cmake).
