/** Networks made of layers. */
package org.substantia.learning.network;
