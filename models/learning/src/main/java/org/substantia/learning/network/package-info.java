/** What a network looks like, its weights by name, and its forward pass. */
package org.substantia.learning.network;
