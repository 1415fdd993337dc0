/** Pages, API and resumable upload. The only package that knows the web server. It never opens a file of the truth. */
package org.substantia.challenge.web;
