// Found through pkg-config (libcurl4-openssl-dev). Swift cannot call variadic functions: typed wrappers stand here.
#pragma once
#include <curl/curl.h>

static inline CURLcode almanac_curl_set_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode almanac_curl_set_string(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode almanac_curl_set_pointer(CURL *handle, CURLoption option, void *value) {
    return curl_easy_setopt(handle, option, value);
}

typedef size_t (*almanac_curl_callback)(char *bytes, size_t size, size_t count, void *context);

static inline CURLcode almanac_curl_set_callback(CURL *handle, CURLoption option, almanac_curl_callback callback) {
    return curl_easy_setopt(handle, option, callback);
}

static inline CURLcode almanac_curl_get_long(CURL *handle, CURLINFO info, long *value) {
    return curl_easy_getinfo(handle, info, value);
}
